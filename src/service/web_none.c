/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* In place of the web app, where TRIEN_WEB is off: there is none. */
#include "service/web.h"

const struct tr_web_file tr_web_files[1] = {{0}};
const size_t tr_web_file_count = 0;
