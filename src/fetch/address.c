/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fetch/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

/* IANA IPv4 special-purpose registry (RFC 6890): what is not globally reachable, and multicast. */
static const struct {
	uint32_t net;
	unsigned bits;
} blocks4[] = {
	{0x00000000, 8},  {0x0a000000, 8},  {0x64400000, 10}, {0xa9fe0000, 16}, {0xac100000, 12}, {0xc0000000, 24},
	{0xc0000200, 24}, {0xc0586300, 24}, {0xc0a80000, 16}, {0xc6120000, 15}, {0xc6336400, 24}, {0xcb007100, 24},
	{0xe0000000, 4},  {0xf0000000, 4},
};

/* In front of an IPv4 address inside IPv6. */
static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};

static bool
is_public4(uint32_t a, enum tr_fetch_loopback loopback)
{
	if (a >> 24 == 127)
		return loopback == TR_LOOPBACK_ALLOWED;
	for (size_t i = 0; i < sizeof(blocks4) / sizeof(blocks4[0]); i++)
		if ((a ^ blocks4[i].net) >> (32 - blocks4[i].bits) == 0)
			return false;
	return true;
}

static uint32_t
last4(const uint8_t a[16])
{
	return (uint32_t)a[12] << 24 | (uint32_t)a[13] << 16 | (uint32_t)a[14] << 8 | a[15];
}

/* Of IPv6 only 2000::/3 is global unicast; what carries an IPv4 address inside is as public as that. */
static bool
is_public6(const uint8_t a[16], enum tr_fetch_loopback loopback)
{
	static const uint8_t translated[12] = {0x00, 0x64, 0xff, 0x9b}, one[15] = {0};

	if (memcmp(a, one, 15) == 0 && a[15] == 1)
		return loopback == TR_LOOPBACK_ALLOWED;
	if (memcmp(a, mapped, 12) == 0 || memcmp(a, translated, 12) == 0)
		return is_public4(last4(a), loopback);
	if (a[0] >> 5 != 1)
		return false;
	/* 2001::/23 (Teredo and the like), 2001:db8::/32, 2002::/16 (6to4), 3fff::/20 */
	return !(a[0] == 0x20 && a[1] == 0x01 && (a[2] < 2 || (a[2] == 0x0d && a[3] == 0xb8))) &&
	       !(a[0] == 0x20 && a[1] == 0x02) && !(a[0] == 0x3f && a[1] == 0xff && a[2] < 0x10);
}

bool
tr_fetch_address_is_public(const struct sockaddr *a, enum tr_fetch_loopback loopback)
{
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;

	switch (a->sa_family) {
	case AF_INET:
		memcpy(&v4, a, sizeof(v4));
		return is_public4(ntohl(v4.sin_addr.s_addr), loopback);
	case AF_INET6:
		memcpy(&v6, a, sizeof(v6));
		return is_public6(v6.sin6_addr.s6_addr, loopback);
	default:
		return false;
	}
}

/* 127/8 and ::1; 0/8 and ::, which lead there too; and each of IPv4 as IPv6 writes it. */
bool
tr_fetch_address_is_this_machine(const struct sockaddr *a)
{
	static const uint8_t zeros[15] = {0};
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;

	if (a->sa_family == AF_INET) {
		memcpy(&v4, a, sizeof(v4));
		const uint32_t top = ntohl(v4.sin_addr.s_addr) >> 24;
		return top == 127 || top == 0;
	}
	if (a->sa_family != AF_INET6)
		return false;
	memcpy(&v6, a, sizeof(v6));
	const uint8_t *p = v6.sin6_addr.s6_addr;
	return (memcmp(p, zeros, 15) == 0 && p[15] <= 1) || (memcmp(p, mapped, 12) == 0 && (p[12] == 127 || p[12] == 0));
}

/* ---- networks inside ---- */

static bool
bits_equal(const uint8_t a[16], const uint8_t b[16], unsigned bits)
{
	const unsigned whole = bits / 8, rest = bits % 8;

	return memcmp(a, b, whole) == 0 && (rest == 0 || (a[whole] ^ b[whole]) >> (8 - rest) == 0);
}

/* The whole of it lies in one of the private networks. */
static bool
is_private(const struct tr_fetch_network *n)
{
	static const struct tr_fetch_network all[] = {
		{{[10] = 0xff, [11] = 0xff, [12] = 10}, 96 + 8},
		{{[10] = 0xff, [11] = 0xff, [12] = 172, [13] = 16}, 96 + 12},
		{{[10] = 0xff, [11] = 0xff, [12] = 192, [13] = 168}, 96 + 16},
		{{[0] = 0xfc}, 7},
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (n->bits >= all[i].bits && bits_equal(n->address, all[i].address, all[i].bits))
			return true;
	return false;
}

bool
tr_fetch_network_of(const char *text, struct tr_fetch_network *out)
{
	char address[INET6_ADDRSTRLEN];
	const char *slash = strchr(text, '/');
	struct tr_fetch_network n = {.bits = 0};
	char *end;

	if (slash == NULL || slash[1] < '0' || slash[1] > '9' || (size_t)(slash - text) >= sizeof(address))
		return false;
	memcpy(address, text, (size_t)(slash - text));
	address[slash - text] = '\0';
	const unsigned long bits = strtoul(slash + 1, &end, 10);
	const bool four = inet_pton(AF_INET, address, n.address + 12) == 1;
	if (*end != '\0' || bits > (four ? 32 : 128) || (!four && inet_pton(AF_INET6, address, n.address) != 1))
		return false;
	if (four)
		memcpy(n.address, mapped, sizeof(mapped));
	n.bits = (unsigned)bits + (four ? 96 : 0);
	if (!is_private(&n))
		return false;
	*out = n;
	return true;
}

bool
tr_fetch_network_has(const struct tr_fetch_network *n, const struct sockaddr *a)
{
	uint8_t address[16];
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;

	if (a->sa_family == AF_INET) {
		memcpy(&v4, a, sizeof(v4));
		memcpy(address, mapped, sizeof(mapped));
		memcpy(address + sizeof(mapped), &v4.sin_addr, 4);
	} else if (a->sa_family == AF_INET6) {
		memcpy(&v6, a, sizeof(v6));
		memcpy(address, v6.sin6_addr.s6_addr, sizeof(address));
	} else {
		return false;
	}
	return bits_equal(address, n->address, n->bits);
}
