/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a fuzz target over its corpus (CORPUS, a folder) and speaks TAP: a crash is a failed test. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

/* Exactly as large as the file, so that a sanitizer sees a byte read too far. NULL if unreadable. */
static unsigned char *read_bytes(const char *path, size_t *size)
{
	FILE *in = fopen(path, "rb");
	unsigned char *bytes = NULL;

	if (!in)
		return NULL;
	if (!fseek(in, 0, SEEK_END)) {
		*size = (size_t)ftell(in);
		rewind(in);
		bytes = malloc(*size ? *size : 1);
		if (bytes && fread(bytes, 1, *size, in) != *size) {
			free(bytes);
			bytes = NULL;
		}
	}
	fclose(in);
	return bytes;
}

static int replay(const char *folder, const char *name)
{
	char path[4096];
	size_t size = 0;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	unsigned char *bytes = read_bytes(path, &size);
	if (!bytes) {
		printf("# %s cannot be read\n", path);
		return 1;
	}
	LLVMFuzzerTestOneInput(bytes, size);
	free(bytes);
	return 0;
}

int main(void)
{
	DIR *corpus = opendir(CORPUS);
	struct dirent *entry;
	int inputs = 0, bad = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("1..1\n");
	LLVMFuzzerTestOneInput((const unsigned char *)"", 0);
	while (corpus && (entry = readdir(corpus))) {
		if (*entry->d_name == '.')
			continue;
		bad += replay(CORPUS, entry->d_name);
		inputs++;
	}
	if (corpus)
		closedir(corpus);
	if (!inputs)
		printf("# no input in %s\n", CORPUS);
	printf("%sok 1 - %d_inputs_of_the_corpus\n", bad || !inputs ? "not " : "", inputs);
	return bad || !inputs;
}
