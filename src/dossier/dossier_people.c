/* SPDX-License-Identifier: Apache-2.0 */
/* Invented people. No name here is meant to be anybody's. */
#include "dossier/dossier_people.h"

/* clang-format off */
static const char *const thai_family[] = {
	"Lò", "Quàng", "Cà", "Lường", "Tòng", "Vì", "Hà", "Điêu", "Mào", "Lèo", "Bạc", "Cầm",
};
static const char *const thai_given[] = {
	"Biên", "Thưởng", "Pánh", "Thoan", "Hặc", "Ửng", "Phương", "Hương", "Inh", "Xôm", "Dung",
	"Chung", "Muôn", "Hoan", "Ngoan", "Phanh", "Quý", "Tiên", "Thiết", "Toản",
};
static const char *const mong_family[] = {
	"Giàng", "Vàng", "Sùng", "Mùa", "Vừ", "Thào", "Hạng", "Lầu", "Ly", "Cứ", "Hờ", "Chang",
	"Sình", "Ma",
};
static const char *const mong_given[] = {
	"Chứ", "Sùng", "Dế", "Páo", "Tủa", "Lử", "Sính", "Dơ", "Nhè", "Chu", "Lâu", "Phình", "Dợ",
	"Mỷ", "Súa", "Chía", "Mỵ", "Cở", "Sua", "Dua",
};
static const char *const kinh_family[] = {
	"Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Bùi", "Đỗ", "Đặng", "Ngô",
};
static const char *const kinh_given[] = {
	"Hùng", "Lan", "Tuấn", "Hạnh", "Dũng", "Minh", "Thảo", "Sơn", "Nga", "Hải", "Thủy",
	"Quang",
};
static const char *const hanhi_family[] = {
	"Pờ", "Lỳ", "Sừng", "Khoàng", "Chang", "Lò",
};
static const char *const hanhi_given[] = {
	"Hừ", "Xá", "Go", "Chừ", "Dần", "Ché", "Nu", "Pư",
};
static const char *const villages[] = {
	"Bản Kéo", "Bản Pá Hốc", "Bản Tân Phong", "Bản Nà Luông", "Bản Huổi Lích", "Bản Nậm Vì",
	"Bản Phiêng Lơi", "Bản Co Mỵ", "Bản Hua Nguống", "Tổ dân phố 3", "Bản Nà Nghè",
	"Bản Xuân Tre",
};
/* clang-format on */

#define PICK(dice, list) ((list)[dice_roll((dice), (int64_t)(sizeof(list) / sizeof *(list)))])

uint64_t dice_next(struct dice *dice)
{
	uint64_t z = dice->state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

int64_t dice_roll(struct dice *dice, int64_t below)
{
	return below > 0 ? (int64_t)(dice_next(dice) % (uint64_t)below) : 0;
}

int dice_in(struct dice *dice, int percent)
{
	return dice_roll(dice, 100) < percent;
}

const char *person_name(struct arena *mem, struct dice *dice)
{
	int64_t people = dice_roll(dice, 100);
	int woman = dice_in(dice, 50);

	if (people < 38)
		return arena_text(mem, "%s %s %s", PICK(dice, thai_family), woman ? "Thị" : "Văn",
				  PICK(dice, thai_given));
	if (people < 76)
		return arena_text(mem, "%s %s %s", PICK(dice, mong_family), woman ? "Thị" : "A",
				  PICK(dice, mong_given));
	if (people < 94)
		return arena_text(mem, "%s %s %s", PICK(dice, kinh_family), woman ? "Thị" : "Văn",
				  PICK(dice, kinh_given));
	return arena_text(mem, "%s %s %s", PICK(dice, hanhi_family), woman ? "Mỳ" : "Xó",
			  PICK(dice, hanhi_given));
}

const char *person_number(struct arena *mem, struct dice *dice)
{
	int64_t year = 45 + dice_roll(dice, 60); /* 1945 to 2004 */

	return arena_text(mem, "011%lld%02lld%06lld", (long long)(year / 100 * 2 + dice_roll(dice, 2)),
			  (long long)(year % 100), (long long)dice_roll(dice, 1000000));
}

const char *person_phone(struct arena *mem, struct dice *dice)
{
	return arena_text(mem, "09%08lld", (long long)dice_roll(dice, 100000000));
}

const char *person_village(struct dice *dice)
{
	return PICK(dice, villages);
}
