/**
 * The transport to a Chip Ingress server: {@link io.durableemitter.chipingress.ChipIngressClient}
 * for single calls, {@link io.durableemitter.chipingress.BatchClient} for an emitter.
 */
@NullMarked
package io.durableemitter.chipingress;

import org.jspecify.annotations.NullMarked;
