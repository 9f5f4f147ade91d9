# SPDX-License-Identifier: AGPL-3.0-or-later
# Warnings and hardening, the same for gcc and clang.
add_compile_options(
	-Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition
	-Wpointer-arith -Wcast-qual -Wwrite-strings -Wvla -Wformat=2 -Wundef -Wnull-dereference
	-Wimplicit-fallthrough -fno-strict-aliasing -fstack-protector-strong
	"-ffile-prefix-map=${CMAKE_SOURCE_DIR}/=")
add_compile_definitions(_GNU_SOURCE)
if(TRIEN_WERROR)
	add_compile_options(-Werror)
endif()
if(TRIEN_SANITIZE)
	add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
	add_link_options(-fsanitize=address,undefined)
	add_compile_definitions(TRIEN_SANITIZED=1)
	if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
		# The tests start some ten thousand programs: two thirds of what such a start costs were relocations, and the leak check's reading of a second runtime's tables.
		string(APPEND CMAKE_EXE_LINKER_FLAGS " -no-pie -static-libubsan")
	endif()
elseif(NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
	add_compile_definitions(_FORTIFY_SOURCE=3)
endif()
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64" AND CMAKE_C_COMPILER_ID STREQUAL "GNU")
	add_compile_options(-fcf-protection -fstack-clash-protection)
endif()
add_link_options(-Wl,-z,relro,-z,now,-z,noexecstack -Wl,--as-needed)
if(TRIEN_FUZZ)
	add_compile_options(-fsanitize=fuzzer-no-link)
endif()
