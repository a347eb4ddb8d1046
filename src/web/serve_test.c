/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/client.h"
#include "tests/tap.h"
#include "web/serve_toy.h"
#include <jansson.h>

static struct server *toy;

static struct got ask(const char *method, const char *target, const char *headers, const char *body)
{
	return client_ask(toy->mem, toy->port, method, target, headers, body);
}

static const char *header(const struct got *got, const char *name)
{
	return got_header(toy->mem, got, name, 0);
}

static void begin(void)
{
	toy = toy_start(100, NULL);
}

static void end(void)
{
	server_stop(toy);
}

static void a_thing_is_made_and_read_as_json_and_as_a_page(struct world *w)
{
	(void)w;
	begin();
	struct got got =
		ask("POST", "/things", RECEPTION JSON, "{\"name\":\"Hà & A\",\"note\":\"x\"}");

	is_int(got.status, 201);
	is_text(header(&got, "Location"), "/things/H%C3%A0%20&%20A");
	is_int(ask("GET", header(&got, "Location"), RECEPTION, NULL).status, 200);
	got = ask("POST", "/things", RECEPTION JSON, "{\"name\":\"thing1\",\"note\":\"x\"}");
	is_int(got.status, 201);
	is_text(header(&got, "Location"), "/things/thing1");
	is_text(got.body, "{\"name\":\"thing1\",\"note\":\"x\"}");
	got = ask("GET", "/things/thing1", RECEPTION, NULL);
	is_int(got.status, 200);
	is_text(header(&got, "Content-Type"), "application/json");
	is_text(header(&got, "ETag"), "\"7\"");
	is_true(strstr(header(&got, "Vary"), "Accept") != NULL);
	is_text(header(&got, "Cache-Control"), "private, no-store");
	got = ask("GET", "/things/thing1", RECEPTION "If-None-Match: \"6\", \"7\"\r\n", NULL);
	is_int(got.status, 304);
	got = ask("GET", "/things/thing1", RECEPTION PAGE, NULL);
	is_int(got.status, 200);
	is_true(got_has(&got, "<h1>thing1</h1>"));
	is_true(strstr(header(&got, "Content-Security-Policy"), "script-src 'self'") != NULL);
	is_text(header(&got, "X-Content-Type-Options"), "nosniff");
	got = ask("POST", "/things", RECEPTION PAGE FORM, "name=thing2&note=y");
	is_int(got.status, 303);
	is_text(header(&got, "Location"), "/things/thing2");
	is_text(toy_value(toy, "thing2"), "y");
	end();
}

static void lists_go_out_by_pages_and_as_csv(struct world *w)
{
	(void)w;
	begin();
	for (int i = 0; i < 5; i++)
		is_int(ask("POST", "/things", RECEPTION JSON,
			   arena_text(toy->mem, "{\"name\":\"thing%d\",\"note\":\"a,b\"}", i))
			       .status,
		       201);
	struct got got = ask("GET", "/things?limit=2&x=%C4%91", "", NULL);

	is_int(got.status, 200);
	is_text(got.body,
		"{\"rows\":[{\"name\":\"thing0\",\"note\":\"a,b\"},{\"name\":\"thing1\",\"note\":"
		"\"a,b\"}],"
		"\"total\":3,\"more\":true,\"next\":\"/things?limit=2&x=%C4%91&after=thing1\"}");
	got = ask("GET", "/things?limit=2&x=%C4%91&after=thing3", "Accept: text/csv\r\n", NULL);
	is_text(got.body, "name,note\nthing4,\"a,b\"\n");
	is_true(strstr(header(&got, "Content-Type"), "text/csv") != NULL);
	is_int(ask("GET", "/things?limit=0", "", NULL).status, 422);
	is_int(ask("GET", "/things?limit=201", "", NULL).status, 422);
	end();
}

static void refusals_come_in_their_order_as_problems(struct world *w)
{
	(void)w;
	begin();
	is_int(ask("POST", "/things", RECEPTION JSON, "{\"name\":\"thing1\",\"note\":\"x\"}")
		       .status,
	       201);
	struct got got = ask("POST", "/things", JSON, "{\"name\":");

	is_int(got.status, 400);
	is_text(header(&got, "Content-Type"), "application/problem+json");
	is_true(got_has(&got, "\"key\":\"request.json\""));
	got = ask("POST", "/things", JSON, "{}");
	is_int(got.status, 401);
	is_true(header(&got, "WWW-Authenticate") != NULL);
	is_int(ask("POST", "/things", "Authorization: Bearer wrong\r\n" JSON, "{}").status, 401);
	is_int(ask("POST", "/things/none/change", OTHER JSON, "{}").status, 404);
	is_int(ask("POST", "/things/thing1/change", OTHER JSON, "{}").status, 403);
	is_int(ask("POST", "/things/thing1/change", RECEPTION JSON, "{}").status, 428);
	got = ask("POST", "/things/thing1/change", RECEPTION JSON "If-Match: \"6\"\r\n", "{}");
	is_int(got.status, 412);
	is_true(got_has(&got, "\"present\":{\"name\":\"thing1\",\"note\":\"x\"}"));
	is_text(header(&got, "ETag"), "\"7\"");
	got = ask("POST", "/things/thing1/change", RECEPTION JSON "If-Match: \"7\"\r\n",
		  "{\"note\":3}");
	is_int(got.status, 422);
	is_true(got_has(&got, "{\"field\":\"name\",\"key\":\"field.required\""));
	is_true(got_has(&got, "{\"field\":\"note\",\"key\":\"field.wrong_type\""));
	is_int(ask("POST", "/things", RECEPTION JSON, "{\"name\":\"thing1\"}").status, 409);
	is_int(ask("POST", "/things", OTHER JSON, "{}").status, 403);
	got = ask("DELETE", "/things", RECEPTION, NULL);
	is_int(got.status, 405);
	is_text(header(&got, "Allow"), "GET, HEAD, POST");
	is_int(ask("GET", "/nowhere", "", NULL).status, 404);
	is_int(ask("GET", "/things/", "", NULL).status, 404);
	is_int(ask("GET", "/things/%ff", "", NULL).status, 400);
	is_int(ask("GET", "/things?a=%", "", NULL).status, 400);
	end();
}

static void a_late_failure_leaves_no_trace(struct world *w)
{
	(void)w;
	begin();
	is_int(ask("POST", "/things", RECEPTION JSON, "{\"name\":\"fails late\"}").status, 409);
	is_text(toy_value(toy, "fails late"), NULL);
	end();
}

static void a_repeat_with_its_key_gets_the_first_answer(struct world *w)
{
	(void)w;
	begin();
	const char *body = "{\"name\":\"thing1\",\"note\":\"x\"}",
		   *keyed = RECEPTION JSON "Idempotency-Key: k1\r\n";
	struct got got = ask("POST", "/things", keyed, body);

	is_int(got.status, 201);
	got = ask("POST", "/things", keyed, body);
	is_int(got.status, 201);
	is_text(header(&got, "Location"), "/things/thing1");
	is_text(header(&got, "Content-Type"), "application/json");
	is_text(got.body, body);
	is_int(toy_gate.runs, 1);
	got = ask("POST", "/things", keyed, "{\"name\":\"thing2\"}");
	is_int(got.status, 422);
	is_true(got_has(&got, "request.key_used"));
	/* Another path and another actor have keys of their own; a refusal is not remembered. */
	is_int(ask("POST", "/prepared", keyed, "{\"name\":\"thing3\"}").status, 201);
	is_int(ask("POST", "/things", OTHER JSON "Idempotency-Key: k1\r\n", body).status, 403);
	is_int(ask("POST", "/things", RECEPTION JSON "Idempotency-Key: k2\r\n", body).status, 409);
	is_int(ask("POST", "/things", RECEPTION JSON "Idempotency-Key: k2\r\n",
		   "{\"name\":\"thing4\"}")
		       .status,
	       201);
	is_int(ask("POST", "/things", RECEPTION JSON "Idempotency-Key: a b\r\n", body).status, 400);
	end();
}

static void a_second_press_of_a_button_gets_the_first_answer(struct world *w)
{
	(void)w;
	begin();
	const char *first = "name=thing1&note=x&idempotency_key=abc-1&csrf=1";
	const char *second = "name=thing1&note=x&idempotency_key=abc-1&csrf=2";
	struct got got = ask("POST", "/things", RECEPTION PAGE FORM, first);

	is_int(got.status, 303);
	got = ask("POST", "/things", RECEPTION PAGE FORM, second);
	is_int(got.status, 303);
	is_text(header(&got, "Location"), "/things/thing1");
	/* A browser makes a new boundary each time. */
	for (int i = 0; i < 2; i++) {
		const char *headers =
			arena_text(toy->mem,
				   RECEPTION PAGE "Content-Type: multipart/form-data; "
						  "boundary=b%d\r\nIdempotency-Key: m\r\n",
				   i);
		const char *body =
			arena_text(toy->mem,
				   "--b%d\r\nContent-Disposition: form-data; name=\"name\"\r\n"
				   "\r\nthing2\r\n--b%d--\r\n",
				   i, i);

		is_int(ask("POST", "/things", headers, body).status, 303);
	}
	is_int(toy_gate.runs, 2);
	end();
}

static const char *hidden(const struct got *got, const char *name)
{
	const char *mark = arena_text(toy->mem, "name=\"%s\" value=\"", name);
	const char *at = strstr(got->body, mark);

	return at ? arena_copy_bytes(toy->mem, at + strlen(mark), strcspn(at + strlen(mark), "\""))
		  : "";
}

static void a_form_with_faults_is_shown_again(struct world *w)
{
	(void)w;
	begin();
	struct got got = ask("POST", "/things", RECEPTION PAGE FORM,
			     "name=%3Cb%3E%C3%A0&note=0123456789012345678901234567890123456789x");

	is_int(got.status, 422);
	is_true(got_has(&got, "<h1>again</h1>"));
	is_true(got_has(&got, "note: Nhập nhiều nhất 40 ký tự"));
	is_true(got_has(&got, "&lt;b&gt;à"));
	is_int(ask("POST", "/things", RECEPTION PAGE FORM, "name=thing1").status, 303);
	got = ask("POST", "/things", RECEPTION PAGE FORM "Accept-Language: en\r\n", "name=thing1");
	is_int(got.status, 409);
	is_true(got_has(&got, "<h1>again</h1>"));
	is_true(got_has(&got, "name: "));
	got = ask("GET", "/things/none", RECEPTION PAGE "Accept-Language: en\r\n", NULL);
	is_int(got.status, 404);
	is_true(got_has(&got, "Not found"));
	is_true(got_has(&got, "<html"));
	end();
}

static void a_browser_signs_in_and_writes_with_its_token(struct world *w)
{
	(void)w;
	begin();
	struct got got = ask("GET", "/things/new?x=1", PAGE, NULL);

	is_int(got.status, 303);
	is_text(header(&got, "Location"), "/sign-in?to=%2Fthings%2Fnew%3Fx%3D1");
	/* Who sent a form too late comes back to its page, unless nothing can be shown there. */
	got = ask("POST", "/things",
		  PAGE FORM "Referer: http://127.0.0.1/things/new?x=1\r\n", "name=a");
	is_int(got.status, 303);
	is_text(header(&got, "Location"), "/sign-in?to=%2Fthings%2Fnew%3Fx%3D1");
	got = ask("POST", "/things",
		  PAGE FORM "Referer: http://127.0.0.1/things/a/change\r\n", "name=a");
	is_text(header(&got, "Location"), "/sign-in?to=%2F");
	got = ask("POST", "/things",
		  PAGE FORM "Referer: http://evil.example/things/new\r\n", "name=a");
	is_text(header(&got, "Location"), "/sign-in?to=%2F");
	got = ask("GET", "/sign-in", PAGE, NULL);
	const char *cookie = header(&got, "Set-Cookie");

	is_true(cookie && strstr(cookie, "HttpOnly") && strstr(cookie, "SameSite=Lax"));
	cookie = arena_copy_bytes(toy->mem, cookie, strcspn(cookie, ";"));
	const char *csrf = hidden(&got, "csrf"), *key = hidden(&got, "idempotency_key");
	const char *with = arena_text(toy->mem, PAGE FORM "Cookie: %s\r\n", cookie);
	const char *body = arena_text(toy->mem, "name=me&csrf=%s&idempotency_key=%s", csrf, key);

	is_int(strlen(csrf), 64);
	is_int(ask("POST", "/sign-in", with, "name=me").status, 403);
	is_int(ask("POST", "/sign-in", PAGE FORM, body).status, 403);
	is_int(ask("POST", "/sign-in",
		   arena_text(toy->mem, "%sOrigin: https://evil.example\r\n", with), body)
		       .status,
	       403);
	got = ask("POST", "/sign-in", with, body);
	is_int(got.status, 303);
	is_true(header(&got, "Set-Cookie") &&
		!strncmp(header(&got, "Set-Cookie"), "session=session-token;", 22));
	/* The cookie is a secret: a repeat runs again rather than finding it stored. */
	got = ask("POST", "/sign-in", with, body);
	is_true(header(&got, "Set-Cookie") != NULL);

	with = PAGE FORM "Cookie: session=session-token\r\nOrigin: http://127.0.0.1\r\n";
	got = ask("GET", "/things/new", with, NULL);
	is_int(got.status, 200);
	csrf = hidden(&got, "csrf");
	is_true(strcmp(csrf,
		       hidden(&(struct got){ .body = ask("GET", "/things/new", with, NULL).body },
			      "csrf")) != 0);
	is_int(ask("POST", "/things", with, "name=thing1").status, 403);
	is_int(ask("POST", "/things", with,
		   arena_text(toy->mem, "name=thing1&csrf=%.63s%c", csrf, csrf[63] == '0' ? '1' : '0'))
		       .status,
	       403);
	got = ask("POST", "/things", with, arena_text(toy->mem, "name=thing1&csrf=%s", csrf));
	is_int(got.status, 303);
	is_true(strstr(header(&got, "Set-Cookie"), "flash=page.print") != NULL);
	got = ask("GET", "/things/thing1",
		  PAGE "Cookie: session=session-token; flash=page.print\r\n", NULL);
	is_true(got_has(&got, "In"));
	is_true(strstr(header(&got, "Set-Cookie"), "flash=; ") != NULL);
	/* JSON of another site needs a preflight, but with a session the token all the same. */
	is_int(ask("POST", "/things", JSON "Cookie: session=session-token\r\n",
		   "{\"name\":\"thing2\"}")
		       .status,
	       403);
	is_int(ask("POST", "/things",
		   arena_text(toy->mem,
			      JSON "Cookie: session=session-token\r\nX-CSRF-Token: %s\r\n", csrf),
		   "{\"name\":\"thing2\"}")
		       .status,
	       201);
	end();
}

static void head_gives_what_get_gives_without_its_body(struct world *w)
{
	(void)w;
	begin();
	struct got get = ask("GET", "/openapi.json", "", NULL),
		   head = ask("HEAD", "/openapi.json", "", NULL);

	is_int(get.status, 200);
	is_int(head.status, 200);
	is_text(header(&head, "Content-Length"), header(&get, "Content-Length"));
	is_int(head.size, 0);
	end();
}

static void what_is_too_large_is_refused(struct world *w)
{
	(void)w;
	begin();
	size_t size = (1 << 20) + 1;
	char *body = arena_alloc(toy->mem, size + 1);

	memset(body, 'a', size);
	is_int(ask("POST", "/things", RECEPTION FORM, body).status, 413);
	is_int(ask("POST", "/large", RECEPTION FORM, body).status, 422);
	/* Without a length it is found out on the way. */
	int fd = client_open(toy->port);
	const char *chunk = arena_text(toy->mem, "%zx\r\n", size);

	is_true(client_request(fd, "POST", "/things",
			       RECEPTION FORM "Transfer-Encoding: chunked\r\n", NULL, 0));
	is_true(client_send(fd, chunk, strlen(chunk)) && client_send(fd, body, size) &&
		client_send(fd, "\r\n0\r\n\r\n", 7));
	is_int(client_read(toy->mem, fd, false).status, 413);
	client_close(fd);
	body[20000] = '\0';
	struct got got =
		ask("GET", "/things", arena_text(toy->mem, "X-Long: %s%s\r\n", body, body), NULL);

	is_int(got.status, 431);
	body[9000] = '\0';
	is_int(ask("GET", arena_text(toy->mem, "/things?a=%s", body), "", NULL).status, 400);
	end();
}

static void the_machine_describes_itself(struct world *w)
{
	(void)w;
	begin();
	struct got got = ask("GET", "/healthz", "", NULL);

	is_int(got.status, 200);
	got = ask("GET", "/openapi.json", "Accept-Encoding: gzip\r\n", NULL);
	is_text(header(&got, "Content-Encoding"), "gzip");
	got = ask("GET", "/openapi.json", "", NULL);
	json_t *api = json_loads(got.body, JSON_REJECT_DUPLICATES, NULL);

	is_true(api != NULL);
	json_t *change = json_object_get(
		json_object_get(json_object_get(api, "paths"), "/things/{thing}/change"), "post");

	is_true(change != NULL);
	is_int(json_array_size(json_object_get(change, "parameters")), 3);
	json_decref(api);
	/* A request is counted after its answer has left. */
	const char *counted = "haicap_http_requests_total{method=\"GET\",route=\"/openapi.json\","
			      "status=\"2xx\"} 2";

	got = ask("GET", "/metrics", "", NULL);
	is_int(got.status, 200);
	for (int i = 0; i < 100 && !strstr(got.body, counted); i++)
		got = ask("GET", "/metrics", "", NULL);
	is_true(got_has(&got, counted));
	is_true(got_has(&got, "haicap_writer_batches_total"));
	is_int(ask("GET", "/metrics", "X-Forwarded-For: 9.9.9.9\r\n", NULL).status, 401);
	is_int(ask("GET", "/metrics", OTHER "X-Forwarded-For: 9.9.9.9\r\n", NULL).status, 200);
	end();
}

static void a_language_is_chosen_and_leads_back_here_only(struct world *w)
{
	(void)w;
	begin();
	struct got got = ask("GET", "/language/en?to=/things%3Fa=1", "", NULL);

	is_int(got.status, 303);
	is_text(header(&got, "Location"), "/things?a=1");
	is_true(strstr(header(&got, "Set-Cookie"), "lang=en") != NULL);
	got = ask("GET", "/language/en?to=//evil.example", "", NULL);
	is_text(header(&got, "Location"), "/");
	got = ask("GET", "/nowhere", "Cookie: lang=en\r\n", NULL);
	is_true(got_has(&got, "There is nothing at this address."));
	is_int(ask("GET", "/language/fr", "", NULL).status, 404);
	end();
}

static void public_look_ups_are_limited(struct world *w)
{
	(void)w;
	struct web_setup more = { .track_limit = 3, .trusted_proxy = "127.0.0.1" };
	int limited = 0;

	toy = toy_start(10, &more);
	is_int(ask("POST", "/things", RECEPTION JSON, "{\"name\":\"thing1\"}").status, 201);
	for (int i = 0; i < 8; i++)
		limited += ask("GET", "/track/thing1", "X-Forwarded-For: 5.6.7.8\r\nX-Forwarded-For: 1.2.3.4, 2001:db8::1\r\n",
			       NULL)
				   .status == 429;
	/* A minute may end in between; then there are six in all. */
	is_true(limited >= 2 && limited <= 5);
	is_int(ask("GET", "/track/thing1", "X-Forwarded-For: 2001:db8:0:1::1\r\n", NULL).status,
	       200);
	is_int(ask("GET", "/things", "X-Forwarded-For: 2001:db8::2\r\n", NULL).status, 200);
	end();
}

static void two_servers_do_not_share_an_address(struct world *w)
{
	(void)w;
	struct op op = { .mem = arena_new() };

	begin();
	static const struct route *const none[] = { NULL };
	struct web_setup second = {
		.db_url = toy->store.url,
		.listen = arena_text(op.mem, "127.0.0.1:%d", toy->port),
		.writer = toy->writer,
		.routes = none,
	};

	is_true(web_start(&op, &second) == NULL);
	is_rc(op.err.code, RC_BROKEN);
	arena_drop(op.mem);
	end();
}

static void a_page_of_an_error_shows_the_way_out(struct world *w)
{
	(void)w;
	begin();
	struct got got = ask("GET", "/nowhere", PAGE, NULL);

	is_int(got.status, 404);
	is_true(got_has(&got, "action=\"/track\"") && got_has(&got, "href=\"/units\""));
	is_true(!strstr(got.body, "rel=\"back\""));
	got = ask("GET", "/nowhere", PAGE "Referer: http://127.0.0.1/units?q=a\r\n", NULL);
	is_true(got_has(&got, "rel=\"back\" href=\"/units?q=a\""));
	got = ask("GET", "/nowhere", PAGE "Referer: http://evil/units\r\n", NULL);
	is_true(!strstr(got.body, "rel=\"back\""));
	got = ask("GET", "/nowhere", PAGE "Referer: http://127.0.0.1//evil/\r\n", NULL);
	is_true(!strstr(got.body, "rel=\"back\""));
	got = ask("POST", "/things", OTHER PAGE FORM, "name=x");
	is_int(got.status, 403);
	is_true(got_has(&got, "Quay lại của trình duyệt"));
	end();
}

#define TOY "toy province"

static void every_page_shows_what_the_areas_put_on_it(struct world *w)
{
	(void)w;
	begin();
	struct got got = ask("GET", "/nowhere", PAGE, NULL);

	is_true(got_has(&got, TOY));
	is_int(ask("POST", "/things", RECEPTION PAGE FORM, "name=thing1").status, 303);
	got = ask("GET", "/things/thing1", RECEPTION PAGE, NULL);
	is_true(got_has(&got, TOY));
	got = ask("GET", "/things/thing1/look", RECEPTION PAGE, NULL);
	is_true(got_has(&got, TOY));
	got = ask("GET", "/things/thing1/slow", RECEPTION PAGE, NULL);
	is_true(got_has(&got, TOY));
	/* A form shown again, refused before the writer and by it. */
	got = ask("POST", "/things", RECEPTION PAGE FORM, "name=thing1");
	is_int(got.status, 409);
	is_true(got_has(&got, "<h1>again</h1>") && got_has(&got, TOY));
	got = ask("POST", "/prepared", RECEPTION PAGE FORM, "name=thing1");
	is_int(got.status, 409);
	is_true(got_has(&got, TOY));
	got = ask("POST", "/things", OTHER PAGE FORM, "name=thing2");
	is_int(got.status, 403);
	is_true(got_has(&got, TOY));
	end();
}

TESTS_PLAIN(every_page_shows_what_the_areas_put_on_it, a_page_of_an_error_shows_the_way_out, a_thing_is_made_and_read_as_json_and_as_a_page,
	    lists_go_out_by_pages_and_as_csv, refusals_come_in_their_order_as_problems,
	    a_late_failure_leaves_no_trace, a_repeat_with_its_key_gets_the_first_answer,
	    a_second_press_of_a_button_gets_the_first_answer, a_form_with_faults_is_shown_again,
	    a_browser_signs_in_and_writes_with_its_token,
	    head_gives_what_get_gives_without_its_body, what_is_too_large_is_refused,
	    the_machine_describes_itself, a_language_is_chosen_and_leads_back_here_only,
	    public_look_ups_are_limited, two_servers_do_not_share_an_address)
