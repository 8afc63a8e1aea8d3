/** The auto-configuration of an emitter in an application of Spring Boot. */
@NullMarked
package io.durableemitter.spring;

import org.jspecify.annotations.NullMarked;
