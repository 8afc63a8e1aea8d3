@NullMarked
package io.durableemitter.kafka;

import org.jspecify.annotations.NullMarked;
