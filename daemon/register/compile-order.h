#pragma once
/* Within compile*.c only: in which order the rows of a group go. */

#include "register/compile.h"

/* Whether rows of the entity, which goes with root, go by themselves when their owner goes. */
bool order_cascades(const Compiler *c, const Entity *entity, const Entity *root);
/* The statements that delete a group; what others wait for comes last, and root with the last. In the arena.
 */
size_t order_deletes(const Compiler *c, const Entity *root, CompiledDelete **ret);
