/* SPDX-License-Identifier: Apache-2.0 */
#include "territory/territory_web.h"
#include "territory/load.h"
#include "territory/order.h"
#include "tests/server.h"
#include "tests/tap.h"
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Điện Biên on a server, its order carried out long ago. */
static struct server *server;

static enum rc fill(struct op *op, void *context)
{
	static const struct mover *const none[] = { NULL };
	struct findings f = { .mem = op->mem };
	struct order_report report;
	struct folder *folder;
	bool already;

	(void)context;
	movers_use(none);
	TRY(folder_read_dir(op, SOURCE_DIR "/data/dien-bien", &folder));
	TRY(territory_load(op, folder, NULL, &f));
	return order_apply(op, folder, &f, &report, &already);
}

static void begin(void)
{
	static const struct route *const routes[] = { territory_routes, NULL };

	server = server_start(&(struct server_setup){ .web = { .routes = routes }, .fill = fill });
}

static void end(void)
{
	server_stop(server);
}

static struct got ask(const char *target, const char *accept)
{
	return server_get(server, target, accept);
}

#define JSON "application/json"
#define HTML "text/html"

static void a_program_asks_for_units_of_any_day(struct world *w)
{
	(void)w;
	begin();
	struct got got = ask("/units?on=2025-06-30&limit=200", JSON);

	is_int(got.status, 200);
	is_true(got_has(&got, "\"total\":140,"));
	got = ask("/units?on=2025-07-01&tier=commune&limit=1", JSON);
	is_true(got_has(&got, "\"total\":45,\"more\":true,\"next\":\"/units?on=2025-07-01&tier=commune&limit=1&after=1\""));
	is_true(got_has(&got, "\"rows\":[{\"code\":\"03301\",\"name\":\"Búng Lao\","));
	got = ask("/units?on=2025-07-01&q=sin%20thau", JSON);
	is_true(got_has(&got, "\"total\":1,"));
	got = ask("/units?on=2025-06-30&q=muong%20nhe", JSON);
	is_true(got_has(&got, "\"total\":2,"));
	is_int(ask("/units?on=2025-02-30", JSON).status, 422);
	is_int(ask("/units?tier=village", JSON).status, 422);
	got = ask("/units?on=2025-07-01&tier=commune&limit=200", "text/csv");
	is_true(got_has(&got, "code,name,type,tier,from,to,"));
	is_true(got_has(&got, "03158,Sín Thầu,xa,commune,2025-07-01,"));
	end();
}

static void a_program_asks_for_one_unit(struct world *w)
{
	(void)w;
	begin();
	struct got got = ask("/units/03158?on=2025-07-01", JSON);

	is_true(got_has(&got, "{\"code\":\"03158\",\"name\":\"Sín Thầu\",\"type\":\"xa\",\"tier\":\"commune\","
			  "\"from\":\"2025-07-01\",\"to\":null,\"province\":{\"code\":\"11\","
			  "\"name\":\"Điện Biên\",\"type\":\"tinh\"},\"parents\":[{\"code\":\"11\","));
	is_true(got_has(&got, "\"predecessors\":[{\"code\":\"03154\",\"name\":\"Sín Thầu\",\"type\":\"xa\","
			  "\"share\":\"whole\"}"));
	is_true(got_has(&got, "\"successors\":[],\"order\":\"1661/NQ-UBTVQH15\"}"));
	got = ask("/units/03158?on=2025-06-30", JSON);
	is_true(got_has(&got, "\"name\":\"Leng Su Sìn\""));
	is_true(got_has(&got, "\"to\":\"2025-07-01\""));
	is_int(ask("/units/03154?on=2025-07-01", JSON).status, 404);
	is_int(ask("/units/03154", JSON).status, 404);
	is_int(ask("/units/99999", HTML).status, 404);
	end();
}

static void people_see_who_took_over_and_that_papers_stay_valid(struct world *w)
{
	(void)w;
	begin();
	struct got got = ask("/units/03158?on=2025-06-30", HTML);

	is_int(got.status, 200);
	is_true(got_has(&got, "<h1 lang=\"vi\">Xã Leng Su Sìn</h1>"));
	is_true(got_has(&got, "Giấy tờ cũ vẫn có giá trị"));
	is_true(got_has(&got, "Ủy ban nhân dân xã Sín Thầu"));
	is_true(got_has(&got, "Nghị quyết 190/2025/QH15"));
	is_true(got_has(&got, "kết thúc ngày 30/06/2025"));
	got = ask("/units/03154", HTML);
	is_int(got.status, 200);
	is_true(got_has(&got, "<h1 lang=\"vi\">Xã Sín Thầu</h1>"));
	is_true(got_has(&got, "kết thúc ngày 30/06/2025"));
	got = ask("/units/03158", HTML);
	is_true(got_has(&got, "Mã 03158 qua các thời kỳ"));
	is_true(got_has(&got, "Xã Leng Su Sìn"));
	is_true(got_has(&got, "516,42 km²"));
	got = ask("/units/096?on=2025-06-30", HTML);
	is_true(got_has(&got, "<h1 lang=\"vi\">Huyện Mường Nhé</h1>"));
	is_true(got_has(&got, "11 đơn vị trực thuộc"));
	end();
}

static void people_search_without_marks_on_a_day(struct world *w)
{
	(void)w;
	begin();
	struct got got = ask("/units?on=2025-06-30", HTML);

	is_int(got.status, 200);
	is_true(got_has(&got, "Huyện Mường Nhé"));
	is_true(got_has(&got, "129 xã, phường, thị trấn"));
	is_true(got_has(&got, "01/07/2025</b> 1661/NQ-UBTVQH15"));
	got = ask("/units?q=leng+su+sin&on=30/06/2025", HTML);
	is_true(got_has(&got, "Tìm thấy 1 đơn vị"));
	is_true(got_has(&got, "sau đó thuộc Sín Thầu"));
	got = ask("/units?q=leng+su+sin&on=2025-07-01", HTML);
	is_true(got_has(&got, "Không có đơn vị nào"));
	got = client_ask(server->mem, server->port, "GET", "/units?on=2025-07-01",
			 "Accept: text/html\r\nAccept-Language: en\r\n", NULL);
	is_true(got_has(&got, "45 communes, wards and townships on 01/07/2025"));
	is_true(got_has(&got, "made of"));
	end();
}

TESTS_PLAIN(a_program_asks_for_units_of_any_day, a_program_asks_for_one_unit,
	    people_see_who_took_over_and_that_papers_stay_valid, people_search_without_marks_on_a_day)
