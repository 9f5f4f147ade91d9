/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * libmicrohttpd, loaded when the lab begins to answer and not with the program: that would cost every verify a
 * quarter of its time.
 */
#ifndef TR_LAB_HTTP_H
#define TR_LAB_HTTP_H

#include <microhttpd.h>

struct tr_http {
	__typeof__(MHD_create_response_from_buffer) *create_response_from_buffer;
	__typeof__(MHD_add_response_header) *add_response_header;
	__typeof__(MHD_queue_response) *queue_response;
	__typeof__(MHD_destroy_response) *destroy_response;
	__typeof__(MHD_create_response_from_callback) *create_response_from_callback;
	__typeof__(MHD_start_daemon) *start_daemon;
	__typeof__(MHD_get_daemon_info) *get_daemon_info;
	__typeof__(MHD_stop_daemon) *stop_daemon;
};

/* Its functions; NULL where the library is not there. */
const struct tr_http *tr_http(void);

#endif
