/* SPDX-License-Identifier: Apache-2.0 */
/* Two `haicap serve` beside a third server on one store, and commands beside them. */
#include "main.h"
#include "core/time.h"
#include "tests/process.h"
#include "tests/story.h"
#include "tests/tap.h"
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	SERVERS = 2,
	CLIENTS = 4, /* a server's half of them each */
	EACH = 12,   /* dossiers of a client */
	START_MS = 60000,
	NOTICE_MS = 60000,
	CODE_SIZE = 40,
};

#define ORDER "/orders/1661-NQ-UBTVQH15"

static struct story story;
static struct {
	pid_t pid;
	int port;
} servers[SERVERS];

static const char *log_of(int n)
{
	return arena_text(story.mem, "%s/serve-%d.log", story.dir, n);
}

static int port_said(const char *path)
{
	static const char words[] = "http://127.0.0.1:";
	FILE *log = fopen(path, "r");
	char line[300];
	int port = 0;

	while (log && fgets(line, sizeof line, log)) {
		const char *at = strstr(line, words);

		if (at)
			port = (int)strtol(at + strlen(words), NULL, 10);
	}
	if (log)
		fclose(log);
	return port;
}

static void begin(void)
{
	movers_use(main_movers);
	story = (struct story){
		.mem = arena_new(),
		.file = "servers",
		.json = true,
		.world = "tests/http/worlds/small",
		.clock = "2025-06-30T15:00:00+07:00",
	};
	if (!story_begin(&story))
		abort();
	for (int n = 0; n < SERVERS; n++) {
		const char *const argv[] = { HAICAP, "serve", "--listen", "127.0.0.1:0", "--db", story.url,
					     NULL };

		servers[n].pid = process_start(argv, log_of(n));
		servers[n].port = 0;
		for (int ms = 0; ms < START_MS && !(servers[n].port = port_said(log_of(n))); ms += 20)
			usleep(20000);
		is_true(servers[n].port != 0);
	}
}

static void end(void)
{
	for (int n = 0; n < SERVERS; n++)
		is_int(process_end(servers[n].pid, SIGTERM), 0);
	story_command(&story, "check");
	is_int(story.exit, 0);
	story_command(&story, "ledger verify");
	is_int(story.exit, 0);
	story_end(&story);
	story_forget();
	json_decref(story.last_json);
	is_true(!story.failed);
	arena_drop(story.mem);
}

/* Asks server @n; as story.who. */
static int send(int n, struct story_request r)
{
	story.port = servers[n].port;
	story_send(&story, &r);
	return story.last.status;
}

static int ask(int n, const char *method, const char *target)
{
	return send(n, (struct story_request){ .method = method, .target = target });
}

static void become(const char *who)
{
	if (!story_token(&story, who))
		abort();
	story.who = who;
}

static bool says(const char *text)
{
	bool has = strstr(story.last.body, text) != NULL;

	if (!has)
		tap_note("%d lacks %s: %.600s", story.last.status, text, story.last.body);
	return has;
}

static int64_t number_of(const char *sql)
{
	return strtoll(store_ask(story.mem, &story.store, sql), NULL, 10);
}

static void who_signs_in_at_one_is_signed_in_at_all(struct world *none)
{
	(void)none;
	begin();
	is_true(story_account(&story, "lan", "reception", "03158"));
	story.json = false;
	story.browser = true;
	story.who = "lan";
	story.port = servers[0].port;
	story_sign_in(&story, "lan");
	is_int(ask(0, "GET", "/me"), 200);
	is_int(ask(1, "GET", "/me"), 200);
	is_true(says("Leng Su Sìn"));
	is_int(ask(1, "POST", "/sign-out"), 303);
	story.json = true;
	is_int(ask(0, "GET", "/me"), 401);
	end();
}

/* One who receives dossiers, one after the other. */
struct client {
	pthread_t thread;
	int number, port, made;
	const char *token;
	char codes[EACH][CODE_SIZE];
};

static void *receive(void *context)
{
	struct client *c = context;
	struct arena *mem = arena_new();

	for (int i = 0; i < EACH; i++) {
		struct got got = client_ask(
			mem, c->port, "POST", "/dossiers",
			arena_text(mem,
				   "Authorization: Bearer %s\r\nContent-Type: application/json\r\n"
				   "Accept: application/json\r\n",
				   c->token),
			arena_text(mem,
				   "{\"procedure\":\"2.000635\",\"channel\":\"counter\","
				   "\"applicant\":{\"name\":\"Lò Văn %d-%d\"}}",
				   c->number, i));
		const char *code = strstr(got.body, "\"code\":\"H18");

		if (got.status != 201 || !code) {
			printf("# client %d: %d %.300s\n", c->number, got.status, got.body);
			break;
		}
		snprintf(c->codes[c->made++], CODE_SIZE, "%.*s", (int)strcspn(code + 8, "\""), code + 8);
	}
	arena_drop(mem);
	return NULL;
}

static int by_code(const void *one, const void *other)
{
	return strcmp(one, other);
}

/* Codes of one unit and day are of one length, so that their order is that of the numbers. */
static void numbers_given_at_both_are_unique_and_ascend(struct world *none)
{
	static char all[CLIENTS * EACH][CODE_SIZE];
	struct client clients[CLIENTS] = { 0 };
	int count = 0;

	(void)none;
	begin();
	become("reception@03158");
	for (int i = 0; i < CLIENTS; i++) {
		clients[i].number = i;
		clients[i].port = servers[i % SERVERS].port;
		clients[i].token = story_token(&story, "reception@03158");
		pthread_create(&clients[i].thread, NULL, receive, &clients[i]);
	}
	for (int i = 0; i < CLIENTS; i++) {
		pthread_join(clients[i].thread, NULL);
		is_int(clients[i].made, EACH);
		for (int k = 0; k < clients[i].made; k++) {
			is_true(k == 0 || strcmp(clients[i].codes[k - 1], clients[i].codes[k]) < 0);
			memcpy(all[count++], clients[i].codes[k], CODE_SIZE);
		}
	}
	qsort(all, (size_t)count, CODE_SIZE, by_code);
	for (int i = 1; i < count; i++)
		is_true(strcmp(all[i - 1], all[i]) != 0);
	is_int(number_of("SELECT count(*) FROM dossier"), CLIENTS * EACH);
	is_int(number_of("SELECT count(DISTINCT number) FROM dossier"), CLIENTS * EACH);
	is_int(number_of("SELECT count(*) FROM ledger WHERE action = 'dossier.open'"), CLIENTS * EACH);
	/* what was made at one is there at the other */
	for (int i = 0; i < CLIENTS; i++)
		is_int(ask((i + 1) % SERVERS, "GET", arena_text(story.mem, "/dossiers/%s",
								clients[i].codes[EACH - 1])),
		       200);
	end();
}

/* Midnight comes to all at once. */
static void midnight(void)
{
	int64_t us;

	is_true(time_parse("2025-07-01T00:00:00+07:00", &us));
	is_text(store_tamper(story.mem, &story.store,
			     arena_text(story.mem, "UPDATE head SET offset_us = %lld",
					(long long)(us - time_machine_us()))),
		NULL);
}

static bool comes_to(int n, const char *target, const char *text)
{
	for (int ms = 0; ms < NOTICE_MS; ms += 100) {
		if (ask(n, "GET", target) == 200 && strstr(story.last.body, text))
			return true;
		usleep(100000);
	}
	return says(text);
}

static void hand_in_at_one_and_confirm_at_the_other(void)
{
	struct story_request zip = { .method = "POST", .target = "/orders" };

	story_zip(&story, "tests/http/worlds/small-order", &zip);
	become("hoa");
	is_int(send(0, zip), 201);
	is_int(ask(0, "POST", ORDER "/schedule"), 200);
	become("mai");
	is_int(ask(1, "POST", ORDER "/apply"), 200);
	is_true(says("\"state\":\"scheduled\""));
	is_int(ask(0, "GET", ORDER), 200);
	is_true(says("\"state\":\"scheduled\""));
}

static void an_order_is_carried_out_once_and_all_notice(struct world *none)
{
	struct story_request open = {
		.method = "POST",
		.target = "/dossiers",
		.type = "application/json",
		.body = "{\"procedure\":\"2.000635\",\"channel\":\"counter\","
			"\"applicant\":{\"name\":\"Lò Văn An\"}}",
	};

	(void)none;
	begin();
	is_true(story_account(&story, "hoa", "organiser", "province"));
	is_true(story_account(&story, "mai", "organiser", "province"));
	open.size = strlen(open.body);
	become("reception@03158");
	for (int i = 0; i < 6; i++)
		is_int(send(i % SERVERS, open), 201);
	char *code = arena_copy(story.mem,
				json_string_value(json_object_get(story.last_json, "code")));

	for (int n = 0; n < SERVERS; n++) { /* what they remember is of before */
		is_int(ask(n, "GET", "/units/03158?on=2025-07-01"), 200);
		is_true(says("Leng Su Sìn"));
	}
	hand_in_at_one_and_confirm_at_the_other();
	midnight();
	for (int n = 0; n < SERVERS; n++) {
		become("mai");
		is_true(comes_to(n, ORDER, "\"state\":\"applied\""));
		is_int(ask(n, "GET", "/units/03158?on=2025-07-01"), 200);
		is_true(says("Sín Thầu"));
		become("reception@03158");
		is_int(ask(n, "GET", arena_text(story.mem, "/dossiers/%s", code)), 200);
		is_true(says("\"competent\":{\"code\":\"03158\",\"name\":\"Sín Thầu\""));
		is_int(send(n, open), 201);
	}
	is_int(number_of("SELECT count(*) FROM ledger WHERE action = 'order.apply'"), 1);
	is_int(number_of("SELECT count(*) FROM order_move WHERE kind = 'dossier' AND (parts & 1) <> 0"),
	       6);
	is_int(number_of("SELECT count(*) FROM job WHERE kind = 'order.carry_out' AND "
			 "done_us IS NOT NULL AND attempts = 0"),
	       1);
	is_int(number_of("SELECT count(*) FROM unit WHERE order_id IS NOT NULL"), 2);
	end();
}

static void a_command_beside_them_is_noticed_at_once(struct world *none)
{
	(void)none;
	begin();
	is_true(story_account(&story, "nam", "clerk", "03158"));
	become("nam");
	for (int n = 0; n < SERVERS; n++) {
		is_int(ask(n, "GET", "/me"), 200);
		is_true(says("\"nam\""));
	}
	story_command(&story, "user disable nam");
	is_int(story.exit, 0);
	for (int n = 0; n < SERVERS; n++)
		is_int(ask(n, "GET", "/me"), 401);
	end();
}

TESTS_PLAIN(who_signs_in_at_one_is_signed_in_at_all, numbers_given_at_both_are_unique_and_ascend,
	    an_order_is_carried_out_once_and_all_notice, a_command_beside_them_is_noticed_at_once)
