/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * p11-kit, loaded when the first token is asked for: linked, its relocations and those of libffi are a fifth of what starting a small
 * program costs, and judging never needs it.
 */
#ifndef TR_CRYPTO_P11_KIT_H
#define TR_CRYPTO_P11_KIT_H

#include <p11-kit/p11-kit.h>
#include <p11-kit/uri.h>

#define TR_P11_KIT_LIBRARY "libp11-kit.so.0"

#define TR_P11_KIT_FUNCTIONS(X) \
	X(message) X(strerror) X(module_load) X(module_initialize) X(module_finalize) X(module_release) X(module_get_name) \
	X(modules_load_and_initialize) X(modules_finalize_and_release) X(uri_new) X(uri_free) X(uri_parse) X(uri_message) \
	X(uri_any_unrecognized) X(uri_get_attribute) X(uri_get_module_name) X(uri_get_module_path) X(uri_get_pin_source) \
	X(uri_get_pin_value) X(uri_get_slot_id) X(uri_get_vendor_query) X(uri_match_slot_info) X(uri_match_token_info)

struct tr_p11_kit {
#define X(name) __typeof__(p11_kit_##name) *name;
	TR_P11_KIT_FUNCTIONS(X)
#undef X
};

/* The same for the life of the process; NULL where the library is not there or lacks a function. */
const struct tr_p11_kit *tr_p11_kit(void);

#endif
