#include "tests/world.h"
struct world *world_new(void) { return NULL; }
void world_drop(struct world *w) { (void)w; }
