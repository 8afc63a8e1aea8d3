/** What is put around the parts of an emitter to break it. */
@NullMarked
package io.durableemitter.chaos.sabotage;

import org.jspecify.annotations.NullMarked;
