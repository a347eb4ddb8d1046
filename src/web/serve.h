/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "web/exchange.h"

/** The callbacks of libmicrohttpd; cls is the struct web. */
void *serve_uri(void *cls, const char *uri, struct MHD_Connection *connection);
void serve_completed(void *cls, struct MHD_Connection *connection, void **con_cls,
		     enum MHD_RequestTerminationCode code);
enum MHD_Result serve_access(void *cls, struct MHD_Connection *connection, const char *url,
			     const char *method, const char *version, const char *bytes, size_t *size,
			     void **con_cls);
