@NullMarked
package io.durableemitter.console;

import org.jspecify.annotations.NullMarked;
