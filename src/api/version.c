/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "trien/trien.h"

const char *
trien_version(void)
{
	return TRIEN_VERSION;
}
