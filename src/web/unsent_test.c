/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/client.h"
#include "tests/tap.h"
#include "web/serve_toy.h"

#define HERE "Sec-Fetch-Site: same-origin\r\n"
#define LAPSED "Cookie: session=lapsed\r\n"
#define LIVE "Cookie: session=session-token\r\n"
#define TYPED "csrf=12&idempotency_key=k1&name=thing1&note=H%C3%A0%20%3C"
#define HELD "again idempotency_key name note"

static struct server *toy;

static struct got ask(const char *method, const char *target, const char *headers, const char *body)
{
	return client_ask(toy->mem, toy->port, method, target, headers, body);
}

static const char *header(const struct got *got, const char *name)
{
	const char *value = got_header(toy->mem, got, name, 0);

	return value ? value : "";
}

static void begin(void)
{
	toy = toy_start(100, NULL);
}

static void end(void)
{
	server_stop(toy);
}

/* The value of a hidden field of a page. */
static const char *field_of(const struct got *got, const char *name)
{
	const char *mark = arena_text(toy->mem, "name=\"%s\" value=\"", name);
	const char *at = strstr(got->body, mark);

	return at ? arena_copy_bytes(toy->mem, at + strlen(mark), strcspn(at + strlen(mark), "\""))
		  : "";
}

static void a_form_of_a_session_that_ended_is_held(struct world *w)
{
	(void)w;
	begin();
	struct got got = ask("POST", "/things", LAPSED HERE PAGE FORM, TYPED);

	is_int(got.status, 401);
	is_true(got_has(&got, "<h1>" HELD "</h1>"));
	is_text(header(&got, "Cache-Control"), "private, no-store");
	is_text(header(&got, "WWW-Authenticate"), "Bearer");
	is_text(header(&got, "Location"), "");
	is_true(strstr(header(&got, "Content-Security-Policy"), "form-action 'self'") != NULL);
	/* By Origin alone, as browsers say it on a network without https. */
	got = ask("POST", "/things", "Origin: http://127.0.0.1\r\n" PAGE FORM, TYPED);
	is_int(got.status, 401);
	is_true(got_has(&got, "<h1>" HELD "</h1>"));
	is_true(toy_value(toy, "thing1") == NULL);
	end();
}

static void whoever_signs_in_sends_it_with_one_press(struct world *w)
{
	(void)w;
	begin();
	struct got got = ask("POST", "/things", LAPSED HERE PAGE FORM, TYPED);
	const char *body = arena_text(toy->mem,
				      "csrf=%s&name=lan&to=/things/new&unsent=/things"
				      "&unsent.idempotency_key=k1&unsent.name=thing1&unsent.note=H%%C3%%A0%%20%%3C",
				      field_of(&got, "csrf"));

	got = ask("POST", "/sign-in", LAPSED HERE PAGE FORM, body);
	is_int(got.status, 200);
	is_true(strstr(header(&got, "Set-Cookie"), "session=session-token") != NULL);
	is_text(header(&got, "Cache-Control"), "private, no-store");
	is_true(got_has(&got, "<dd class=\"note\">Hà &lt;</dd>"));
	is_true(got_has(&got, "method=\"post\" action=\"/things\""));
	is_true(got_has(&got, "href=\"/things/new\""));
	is_text(field_of(&got, "idempotency_key"), "k1");
	/* The token is of the session that has just begun. */
	const char *again = arena_text(toy->mem, "idempotency_key=k1&name=thing1&note=H%%C3%%A0&csrf=%s",
				       field_of(&got, "csrf"));

	is_int(ask("POST", "/things", LIVE PAGE FORM, again).status, 303);
	is_text(toy_value(toy, "thing1"), "Hà");
	/* A second press is harmless. */
	is_int(ask("POST", "/things", LIVE PAGE FORM, again).status, 303);
	/* The answer to the sign-in loaded anew, by who is signed in now. */
	got = ask("POST", "/sign-in", LIVE HERE PAGE FORM, body);
	is_int(got.status, 403);
	is_true(got_has(&got, "method=\"post\" action=\"/things\""));
	end();
}

static void another_sites_form_is_not_held(struct world *w)
{
	(void)w;
	static const char *const from[] = {
		"", "Sec-Fetch-Site: cross-site\r\n", "Sec-Fetch-Site: same-site\r\n",
		"Sec-Fetch-Site: none\r\n", "Origin: null\r\n", "Origin: http://evil.example\r\n",
		HERE "Origin: http://evil.example\r\n",
	};

	begin();
	for (size_t i = 0; i < sizeof from / sizeof *from; i++) {
		const char *headers = arena_text(toy->mem, "%s" LAPSED PAGE FORM, from[i]);
		struct got got = ask("POST", "/things", headers, TYPED);

		is_int(got.status, 303);
		is_text(header(&got, "Location"), "/sign-in?to=%2F");
		/* Nor is anything put into our sign-in from there. */
		got = ask("POST", "/sign-in", headers, "csrf=0&name=lan&unsent=/things&unsent.name=thing1");
		is_int(got.status, 403);
		is_true(!strstr(got.body, "thing1"));
	}
	struct got got = ask("GET", "/sign-in?unsent=/things&unsent.name=thing1", PAGE, NULL);

	is_int(got.status, 200);
	is_true(got_has(&got, "<h1>fresh</h1>"));
	end();
}

static void a_form_with_an_old_token_is_sent_by_who_is_signed_in(struct world *w)
{
	(void)w;
	begin();
	struct got got = ask("POST", "/things", LIVE HERE PAGE FORM, TYPED);

	is_int(got.status, 403);
	is_true(got_has(&got, "<dd class=\"note\">Hà &lt;</dd>"));
	const char *body = arena_text(toy->mem, "name=thing1&note=x&csrf=%s", field_of(&got, "csrf"));

	is_int(ask("POST", "/things", LIVE HERE PAGE FORM, body).status, 303);
	/* From anywhere else it is refused. */
	got = ask("POST", "/things", LIVE "Sec-Fetch-Site: cross-site\r\n" PAGE FORM, TYPED);
	is_int(got.status, 403);
	is_true(!strstr(got.body, "H&agrave;") && !strstr(got.body, "Hà"));
	end();
}

static void secrets_and_files_are_not_carried(struct world *w)
{
	(void)w;
	begin();
	struct got got = ask("POST", "/things", LAPSED HERE PAGE FORM, TYPED "&code=s3cr3t&old_password=s3cr3t");

	is_int(got.status, 401);
	is_true(got_has(&got, "<h1>" HELD "</h1>"));
	is_true(!strstr(got.body, "s3cr3t"));
	/* Nor when the sign-in is asked to. */
	got = ask("POST", "/sign-in", LIVE HERE PAGE FORM,
		  "csrf=0&unsent=/things&unsent.name=thing1&unsent.code=s3cr3t&unsent.csrf=s3cr3t");
	is_true(got_has(&got, "value=\"thing1\""));
	is_true(!strstr(got.body, "s3cr3t"));
	/* A form of nothing else leads to the sign-in and back, as ever. */
	is_int(ask("POST", "/things", LAPSED HERE PAGE FORM, "csrf=0&code=s3cr3t&version=1").status, 303);
	static const char parts[] = "--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nthing1\r\n"
				    "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.zip\"\r\n\r\n"
				    "bytes\r\n--b--\r\n";

	got = ask("POST", "/things", LAPSED HERE PAGE "Content-Type: multipart/form-data; boundary=b\r\n",
		  parts);
	is_int(got.status, 401);
	is_true(got_has(&got, "<h1>again name</h1>"));
	end();
}

static void what_the_sign_in_could_not_take_back_is_not_held(struct world *w)
{
	(void)w;
	begin();
	/* A blank is one byte in what came and three in what would have to come back. */
	size_t most = 340 << 10, less = 330 << 10;
	char *body = arena_alloc(toy->mem, most + 20);

	memcpy(body, "name=a", 6);
	memset(body + 6, '+', most);
	is_int(ask("POST", "/things", LAPSED HERE PAGE FORM, body).status, 303);
	is_int(ask("POST", "/large", LAPSED HERE PAGE FORM, body).status, 303);
	body[less] = '\0';
	is_int(ask("POST", "/things", LAPSED HERE PAGE FORM, body).status, 401);
	end();
}

static void it_leads_to_forms_of_ours_only(struct world *w)
{
	(void)w;
	static const char *const to[] = {
		"//evil.example/", "https://evil.example/", "/nowhere", "/sign-in", "/long",
		"/things%0d%0aX:1", "",
	};

	begin();
	for (size_t i = 0; i < sizeof to / sizeof *to; i++) {
		struct got got = ask("POST", "/sign-in", LIVE HERE PAGE FORM,
				     arena_text(toy->mem, "csrf=0&unsent=%s&unsent.name=thing1", to[i]));

		is_int(got.status, 403);
		is_true(got_has(&got, "<h1>again</h1>"));
	}
	end();
}

TESTS(a_form_of_a_session_that_ended_is_held, whoever_signs_in_sends_it_with_one_press,
      another_sites_form_is_not_held, a_form_with_an_old_token_is_sent_by_who_is_signed_in,
      secrets_and_files_are_not_carried, what_the_sign_in_could_not_take_back_is_not_held,
      it_leads_to_forms_of_ours_only)
