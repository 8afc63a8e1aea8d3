@org.jspecify.annotations.NullMarked
package io.durableemitter.ingress.kafka;
