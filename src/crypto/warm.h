/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TR_CRYPTO_WARM_H
#define TR_CRYPTO_WARM_H

/*
 * Lets OpenSSL look up once what every certificate and every value needs, so that a process that is forked from this one
 * for each document finds it done. Costs what the first of them would have paid.
 */
void tr_crypto_warm(void);

#endif
