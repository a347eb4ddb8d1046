/* SPDX-License-Identifier: Apache-2.0 */
#include "web/assets.h"
#include <assert.h>
#include <string.h>

const struct asset *asset_find(const char *path)
{
	for (size_t i = 0; i < assets_count; i++)
		if (!strcmp(assets_table[i].path, path))
			return &assets_table[i];
	return NULL;
}

const char *asset_url(const char *name)
{
	for (size_t i = 0; i < assets_count; i++)
		if (!strcmp(assets_table[i].name, name))
			return assets_table[i].path;
	assert(!"an asset that is in the program");
	return "/";
}
