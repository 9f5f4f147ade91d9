/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/mail_address.h"

#include <string.h>

#define LOCAL_MAX 64u /* RFC 5321 §4.5.3.1 */
#define LABEL_MAX 63u
#define ALPHANUMERIC "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

/* Words of these characters, none empty, with dots between them; how many. 0: it is something else. */
static size_t
count_words(const char *p, size_t n, const char *characters, size_t word_max)
{
	size_t words = 1, begin = 0;

	for (size_t i = 0; i <= n; i++) {
		if (i < n && p[i] != '.') {
			if (strchr(characters, p[i]) == NULL)
				return 0;
			continue;
		}
		if (i == begin || i - begin > word_max)
			return 0;
		words += i < n;
		begin = i + 1;
	}
	return words;
}

static bool
is_domain(const char *p, size_t n)
{
	if (count_words(p, n, ALPHANUMERIC "-", LABEL_MAX) < 2)
		return false;
	for (size_t i = 0; i < n; i++) /* no label begins or ends with a hyphen */
		if (p[i] == '-' && (i == 0 || i + 1 == n || p[i - 1] == '.' || p[i + 1] == '.'))
			return false;
	return true;
}

bool
tr_is_mail_address(const char *address)
{
	const size_t n = strlen(address);
	const char *at = strchr(address, '@');

	return n <= TR_MAIL_ADDRESS_MAX && at != NULL && (size_t)(at - address) <= LOCAL_MAX &&
	       count_words(address, (size_t)(at - address), ALPHANUMERIC "!#$%&'*+/=?^_`{|}~-", LOCAL_MAX) > 0 &&
	       is_domain(at + 1, n - (size_t)(at - address) - 1);
}
