/* SPDX-License-Identifier: Apache-2.0 */
/* Forced into every file by the build: calls that have a safer way here are errors. */
#pragma once
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#pragma GCC poison strcpy strcat sprintf vsprintf strtok gmtime localtime atoi atol gets
