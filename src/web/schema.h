/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "web/buf.h"
#include "web/field.h"

/** A table of fields as a JSON Schema (2020-12); @input: what may be sent, else what is answered. */
void schema_object(struct buf *b, const struct field *fields, bool input);
void schema_field(struct buf *b, const struct field *f, bool input);
