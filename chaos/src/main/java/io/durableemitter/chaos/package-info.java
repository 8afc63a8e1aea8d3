/** Random faults on a whole system, from a seed. */
@NullMarked
package io.durableemitter.chaos;

import org.jspecify.annotations.NullMarked;
