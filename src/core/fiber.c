/* SPDX-License-Identifier: Apache-2.0 */
#include "core/fiber.h"
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#if __has_feature(thread_sanitizer)
#define __SANITIZE_THREAD__ 1
#endif
#endif

/* A sanitizer has to be told which stack is in use, and its own frames are large. */
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
enum { STACK_BYTES = 2 << 20 };
#else
enum { STACK_BYTES = 256 << 10 };
#endif

struct fiber {
	ucontext_t context;
	char *stack; /* with a page before it that nobody may touch */
	void (*run)(void *thing);
	void *thing;
	bool over;
	void *shadow; /* the sanitizer's */
};

struct fibers {
	size_t most;
	struct fiber *items;
	ucontext_t thread;
	struct fiber *now; /* the one that runs */
	size_t left;       /* not over yet */
	void *shadow;
	const void *thread_stack;
	size_t thread_stack_size;
};

/* Of this thread, while fibers_run() is under way. */
static _Thread_local struct fibers *running;

static void leave_for(void **shadow, const void *stack, size_t size)
{
#ifdef __SANITIZE_ADDRESS__
	__sanitizer_start_switch_fiber(shadow, stack, size);
#else
	(void)shadow;
	(void)stack;
	(void)size;
#endif
}

static void arrived(void *shadow, const void **from, size_t *size)
{
#ifdef __SANITIZE_ADDRESS__
	__sanitizer_finish_switch_fiber(shadow, from, size);
#else
	(void)shadow;
	(void)from;
	(void)size;
#endif
}

static char *stack_new(void)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *stack = mmap(NULL, page + STACK_BYTES, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK | MAP_NORESERVE, -1, 0);

	if (stack == MAP_FAILED || mprotect(stack, page, PROT_NONE))
		abort();
	return stack + page;
}

static void stack_drop(char *stack)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	if (stack)
		munmap(stack - page, page + STACK_BYTES);
}

struct fibers *fibers_new(size_t most)
{
	struct fibers *f = calloc(1, sizeof *f);

	if (!f)
		abort();
	f->most = most;
	f->items = calloc(most, sizeof *f->items);
	if (!f->items)
		abort();
	return f;
}

void fibers_drop(struct fibers *f)
{
	for (size_t i = 0; i < f->most; i++)
		stack_drop(f->items[i].stack);
	free(f->items);
	free(f);
}

static void back_to_thread(struct fibers *f, struct fiber *one)
{
	leave_for(one->over ? NULL : &one->shadow, f->thread_stack, f->thread_stack_size);
	swapcontext(&one->context, &f->thread);
	arrived(one->shadow, &f->thread_stack, &f->thread_stack_size);
}

static void begin(void)
{
	struct fibers *f = running;
	struct fiber *one = f->now;

	arrived(NULL, &f->thread_stack, &f->thread_stack_size);
	one->run(one->thing);
	one->over = true;
	back_to_thread(f, one);
	abort(); /* nobody goes on with what is over */
}

static void go_on(struct fibers *f, struct fiber *one)
{
	f->now = one;
	leave_for(&f->shadow, one->stack, STACK_BYTES);
	swapcontext(&f->thread, &one->context);
	arrived(f->shadow, NULL, NULL);
	f->now = NULL;
}

static void prepare(struct fiber *one, void (*run)(void *thing), void *thing)
{
	if (!one->stack)
		one->stack = stack_new();
	one->run = run;
	one->thing = thing;
	one->over = false;
	one->shadow = NULL;
	getcontext(&one->context);
	one->context.uc_stack.ss_sp = one->stack;
	one->context.uc_stack.ss_size = STACK_BYTES;
	one->context.uc_link = NULL;
	makecontext(&one->context, begin, 0);
}

void fibers_run(struct fibers *f, void (*run)(void *thing), void *const *things, size_t count)
{
	assert(!running && count <= f->most);
#ifdef __SANITIZE_THREAD__
	/* It knows nothing of stacks that change. */
	for (size_t i = 0; i < count; i++)
		run(things[i]);
	return;
#endif
	for (size_t i = 0; i < count; i++)
		prepare(&f->items[i], run, things[i]);
	running = f;
	f->left = count;
	while (f->left)
		for (size_t i = 0; i < count; i++) {
			if (f->items[i].over)
				continue;
			go_on(f, &f->items[i]);
			f->left -= f->items[i].over;
		}
	running = NULL;
}

void fiber_wait(void)
{
	if (running && running->left > 1)
		back_to_thread(running, running->now);
}

bool fiber_running(void)
{
	return running != NULL;
}
