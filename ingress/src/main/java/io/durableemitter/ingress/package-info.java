/**
 * The other end: a ChipIngress server for tests, demos and trying out. It keeps what it accepts in
 * memory, counts duplicates, and misbehaves on request: {@link
 * io.durableemitter.ingress.FaultPlan}.
 */
@NullMarked
package io.durableemitter.ingress;

import org.jspecify.annotations.NullMarked;
