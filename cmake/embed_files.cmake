# SPDX-License-Identifier: AGPL-3.0-or-later
# Writes the profiles as C arrays: cmake -DOUT=x.c "-DFILES=a.json;b.json" -P embed_files.cmake, oldest first.
set(arrays "")
set(rows "")
foreach(file ${FILES})
	get_filename_component(name ${file} NAME_WE)
	string(MAKE_C_IDENTIFIER ${name} symbol)
	file(READ ${file} hex HEX)
	string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
	string(APPEND arrays "static const uint8_t ${symbol}[] = {${bytes}};\n")
	string(APPEND rows "\t{\"${name}\", {${symbol}, sizeof(${symbol})}},\n")
endforeach()
file(WRITE ${OUT} "#include \"profile/parts.h\"\n${arrays}const struct tr_profile_file tr_profile_files[] = {\n${rows}};\n\
const size_t tr_profile_file_count = sizeof(tr_profile_files) / sizeof(*tr_profile_files);\n")
