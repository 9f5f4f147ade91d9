# SPDX-License-Identifier: AGPL-3.0-or-later
# Writes files as an array of TYPE {name, bytes} called NAMEs, and NAME_count, in the order of FILES:
# cmake -DOUT=x.c -DHEADER=folder/x.h "-DTYPE=struct t" -DNAME=n "-DFILES=a.json;b.json" -P embed_files.cmake
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
file(WRITE ${OUT} "#include \"${HEADER}\"\n${arrays}const ${TYPE} ${NAME}s[] = {\n${rows}};\n\
const size_t ${NAME}_count = sizeof(${NAME}s) / sizeof(*${NAME}s);\n")
