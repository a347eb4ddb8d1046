/* SPDX-License-Identifier: Apache-2.0 */
#include "core/command.h"
#include <string.h>

const char *args_option_n(const struct args *args, const char *name, size_t n)
{
	for (size_t i = 0; i < args->options_count; i++)
		if (!strcmp(args->options[i].name, name) && n-- == 0)
			return args->options[i].value;
	return NULL;
}

const char *args_option(const struct args *args, const char *name)
{
	return args_option_n(args, name, 0);
}

void args_no(struct args *args)
{
	args->no = true;
}
