@NullMarked
package io.durableemitter.console.internal.state;

import org.jspecify.annotations.NullMarked;
