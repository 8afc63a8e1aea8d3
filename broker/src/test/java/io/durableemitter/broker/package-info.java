@NullMarked
package io.durableemitter.broker;

import org.jspecify.annotations.NullMarked;
