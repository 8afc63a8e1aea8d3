/** What configuration types have in common; for this project's modules only. */
@NullMarked
package io.durableemitter.api.internal.config;

import org.jspecify.annotations.NullMarked;
