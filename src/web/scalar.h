/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "web/read.h"

/** What people meant by @text: trimmed, NFC, within the field's bounds. false when nothing or wrong. */
bool scalar_text(struct faults *faults, const struct field *f, const char *path, const char *text,
		 const char **out);

/** A scalar that came as text, into @at; @form allows what people type. Returns whether one was given. */
bool scalar_read(struct faults *faults, const struct field *f, const char *path, const char *text,
		 bool form, void *at);

/** A scalar of JSON, NULL when absent; its type must be the field's. Returns whether one was given. */
bool scalar_read_json(struct faults *faults, const struct field *f, const char *path,
		      const json_t *value, void *at);
