package io.durableemitter.benchmarks.peers.modulith;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableAsync;

/** What Spring finds; the listener is beside it. */
@SpringBootApplication(proxyBeanMethods = false)
@EnableAsync
class ModulithApplication {}
