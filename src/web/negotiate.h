/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/words.h"
#include "web/req.h"

/**
 * JSON unless text/html is asked for; CSV where text/csv is and HTML is not. NULL is JSON. Among the
 * types named the higher q wins, HTML before CSV before JSON when equal.
 */
enum accept negotiate_type(const char *header);

/** Vietnamese unless the header prefers English. NULL is Vietnamese. */
enum lang negotiate_lang(const char *header);

/** Whether @coding ("gzip") is accepted: named with q above 0. */
bool negotiate_coding(const char *header, const char *coding);

/** Whether an If-None-Match (or If-Match) list names @etag, quotes included; "*" names all. Weakly. */
bool negotiate_etag(const char *header, const char *etag);
