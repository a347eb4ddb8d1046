/* SPDX-License-Identifier: Apache-2.0 */
#include "web/schema.h"
#include "web/write.h"

/* The type, which null joins where an answer may lack the member. */
static void put_type(struct buf *b, const char *type, bool nullable)
{
	if (nullable)
		buf_format(b, "\"type\":[\"%s\",\"null\"]", type);
	else
		buf_format(b, "\"type\":\"%s\"", type);
}

static void put_text(struct buf *b, const struct field *f, bool input)
{
	put_type(b, "string", !input);
	if (input && f->min)
		buf_format(b, ",\"minLength\":%lld", (long long)f->min);
	if (input)
		buf_format(b, ",\"maxLength\":%lld", f->max ? (long long)f->max : 1000LL);
}

static void put_int(struct buf *b, const struct field *f, bool input)
{
	put_type(b, f->as_text ? "string" : "integer", !input && f->zero_null);
	if (f->as_text)
		return;
	buf_format(b, ",\"format\":\"%s\"", f->kind == FIELD_INT32 ? "int32" : "int64");
	if (input)
		buf_format(b, ",\"minimum\":%lld", (long long)f->min);
	if (input && f->max)
		buf_format(b, ",\"maximum\":%lld", (long long)f->max);
}

static void put_choice(struct buf *b, const struct field *f, bool input)
{
	bool first = true;

	put_type(b, "string", !input);
	buf_put(b, ",\"enum\":[");
	for (const char *const *c = f->choices; *c; c++) {
		if (!first)
			buf_char(b, ',');
		first = false;
		json_text(b, *c);
	}
	buf_put(b, input ? "]" : ",null]");
}

/* What stands between the braces of an object's schema. */
static void put_members(struct buf *b, const struct field *fields, bool input)
{
	bool first = true;

	buf_put(b, ",\"properties\":{");
	for (const struct field *f = fields; f->name; f++) {
		if (input ? f->only_out || f->kind == FIELD_RAW
			  : f->only_in || f->kind == FIELD_FILE)
			continue;
		if (!first)
			buf_char(b, ',');
		first = false;
		buf_format(b, "\"%s\":", f->name);
		schema_field(b, f, input);
	}
	buf_put(b, "},\"required\":[");
	first = true;
	for (const struct field *f = fields; f->name; f++) {
		if (input ? !f->required : f->only_in || f->omit || f->kind == FIELD_FILE)
			continue;
		buf_format(b, "%s\"%s\"", first ? "" : ",", f->name);
		first = false;
	}
	buf_char(b, ']');
}

void schema_field(struct buf *b, const struct field *f, bool input)
{
	buf_char(b, '{');
	switch (f->kind) {
	case FIELD_TEXT:
		put_text(b, f, input);
		break;
	case FIELD_INT:
	case FIELD_INT32:
		put_int(b, f, input);
		break;
	case FIELD_BOOL:
		put_type(b, "boolean", false);
		break;
	case FIELD_TIME:
		put_type(b, "string", !input);
		buf_put(b, ",\"format\":\"date-time\"");
		break;
	case FIELD_DATE:
		put_type(b, "string", !input);
		buf_put(b, ",\"format\":\"date\"");
		break;
	case FIELD_CHOICE:
		put_choice(b, f, input);
		break;
	case FIELD_TEXTS:
		buf_put(b, "\"type\":\"array\",\"items\":{\"type\":\"string\"}");
		break;
	case FIELD_OBJECT:
	case FIELD_AT:
		put_type(b, "object", !input && f->kind == FIELD_AT);
		put_members(b, f->fields, input);
		break;
	case FIELD_LIST:
		buf_put(b, "\"type\":\"array\",\"items\":");
		schema_object(b, f->fields, input);
		break;
	case FIELD_FILE:
		buf_put(b, "\"type\":\"string\",\"contentMediaType\":\"application/octet-stream\"");
		break;
	case FIELD_RAW:
	case FIELD_END:
		break;
	}
	buf_char(b, '}');
}

void schema_object(struct buf *b, const struct field *fields, bool input)
{
	buf_put(b, "{\"type\":\"object\"");
	put_members(b, fields, input);
	buf_char(b, '}');
}
