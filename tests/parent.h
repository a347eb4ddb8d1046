/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <sys/types.h>

/** The process that @pid belongs to by /proc; 0 when it is gone. */
pid_t process_parent(pid_t pid);
