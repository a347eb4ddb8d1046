/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/parent.h"
#include <stdio.h>
#include <string.h>

pid_t process_parent(pid_t pid)
{
	char path[40], text[400];
	int parent = 0;

	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	FILE *file = fopen(path, "r");

	if (!file)
		return 0;
	if (fgets(text, sizeof text, file) && strrchr(text, ')'))
		(void)!sscanf(strrchr(text, ')'), ") %*c %d", &parent);
	fclose(file);
	return parent;
}
