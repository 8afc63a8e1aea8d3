/**
 * The other end: a ChipIngress server for tests, demos and trying out. What it accepts goes to an
 * {@link io.durableemitter.ingress.EventSink}: into memory, where duplicates are counted, or to
 * where its author likes. It misbehaves on request: {@link io.durableemitter.ingress.FaultPlan}.
 */
@NullMarked
package io.durableemitter.ingress;

import org.jspecify.annotations.NullMarked;
