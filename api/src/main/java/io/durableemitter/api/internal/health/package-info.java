/** Since when parts are as they are. */
@NullMarked
package io.durableemitter.api.internal.health;

import org.jspecify.annotations.NullMarked;
