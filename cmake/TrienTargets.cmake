# SPDX-License-Identifier: AGPL-3.0-or-later
# One static library a folder, and the helpers that its tests, fuzz targets and benches use.

# trien_folder(NAME SOURCES a.c b.c DEPENDS tr_base PkgConfig::X)
function(trien_folder name)
	cmake_parse_arguments(A "" "" "SOURCES;DEPENDS" ${ARGN})
	add_library(tr_${name} STATIC ${A_SOURCES})
	target_include_directories(tr_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR}/include ${CMAKE_BINARY_DIR}/generated)
	target_link_libraries(tr_${name} PUBLIC ${A_DEPENDS})
endfunction()

# The tests of more than 20 s, the longest first: CTest begins with them, lest one runs alone at the end.
set(TRIEN_LONG_TESTS
	fetch-mail-hostile service-crowd-signed registry demo cli-levels cli-secrecy office service-backup-postgresql service-kills web-screens
	service-http official_look cli-torment-acts service-crowd cli-scan-check worker service-hostile layout_sandbox
	registry-notice lab_refusals service-backup-sqlite official-twins official-procedures store cli-registry-xlsx cli-extend
	agent-vgca agent-open-token agent-open-server service-office service-seal-sqlite official_right_set office-incoming cli-verify-many registry-plan)

# trien_long(NAME): gives a test its place among them.
function(trien_long name)
	list(FIND TRIEN_LONG_TESTS ${name} place)
	if(NOT place EQUAL -1)
		math(EXPR cost "1000 - ${place}")
		set_tests_properties(${name} PROPERTIES COST ${cost})
	endif()
endfunction()

# trien_test(NAME SOURCES x.c DEPENDS tr_pdf [LABELS l] [TIMEOUT s]): a cmocka program.
function(trien_test name)
	cmake_parse_arguments(A "" "TIMEOUT" "SOURCES;DEPENDS;LABELS" ${ARGN})
	add_executable(test_${name} ${A_SOURCES})
	target_include_directories(test_${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
	target_compile_definitions(test_${name} PRIVATE
		TRIEN_SOURCE_DIR="${CMAKE_SOURCE_DIR}" TRIEN_BINARY_DIR="${CMAKE_BINARY_DIR}")
	target_link_libraries(test_${name} PRIVATE ${A_DEPENDS} PkgConfig::CMOCKA)
	add_test(NAME ${name} COMMAND test_${name})
	if(NOT A_TIMEOUT)
		set(A_TIMEOUT 300)
	endif()
	set_tests_properties(${name} PROPERTIES TIMEOUT ${A_TIMEOUT} SKIP_RETURN_CODE 77)
	trien_long(${name})
	if(A_LABELS)
		set_tests_properties(${name} PROPERTIES LABELS "${A_LABELS}")
	endif()
endfunction()

# trien_script_test(NAME COMMAND ... [LABELS l] [TIMEOUT s]): a script; exit 77 means skipped. tests/lab/material.sh gives it a lab.
function(trien_script_test name)
	cmake_parse_arguments(A "" "TIMEOUT" "COMMAND;LABELS" ${ARGN})
	add_test(NAME ${name} COMMAND ${A_COMMAND})
	if(NOT A_TIMEOUT)
		set(A_TIMEOUT 600)
	endif()
	set_tests_properties(${name} PROPERTIES TIMEOUT ${A_TIMEOUT} SKIP_RETURN_CODE 77 FIXTURES_REQUIRED lab
		ENVIRONMENT "TRIEN=${CMAKE_BINARY_DIR}/src/cli/trien;TRIEN_LAB=${CMAKE_BINARY_DIR}/lab;TRIEN_SOURCE_DIR=${CMAKE_SOURCE_DIR};TRIEN_BINARY_DIR=${CMAKE_BINARY_DIR}")
	trien_long(${name})
	if(A_LABELS)
		set_tests_properties(${name} PROPERTIES LABELS "${A_LABELS}")
	endif()
endfunction()

# trien_fuzz(NAME SOURCES fuzz_x.c DEPENDS tr_pdf): LLVMFuzzerTestOneInput in the sources.
# With TRIEN_FUZZ a libFuzzer program fuzz_NAME; always a replay program and a test
# (label fuzz-replay) over fuzz/corpus/NAME and fuzz/findings/NAME.
function(trien_fuzz name)
	cmake_parse_arguments(A "" "" "SOURCES;DEPENDS" ${ARGN})
	if(TRIEN_FUZZ)
		add_executable(fuzz_${name} ${A_SOURCES})
		target_include_directories(fuzz_${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
		target_link_libraries(fuzz_${name} PRIVATE ${A_DEPENDS})
		target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
	endif()
	add_executable(replay_${name} ${A_SOURCES} ${CMAKE_SOURCE_DIR}/fuzz/replay.c)
	target_include_directories(replay_${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
	target_link_libraries(replay_${name} PRIVATE ${A_DEPENDS})
	add_test(NAME fuzz-replay-${name} COMMAND replay_${name}
		${CMAKE_SOURCE_DIR}/fuzz/corpus/${name} ${CMAKE_SOURCE_DIR}/fuzz/findings/${name})
	set_tests_properties(fuzz-replay-${name} PROPERTIES LABELS fuzz-replay TIMEOUT 120)
endfunction()
