@NullMarked
package io.durableemitter.ingress.internal.http;

import org.jspecify.annotations.NullMarked;
