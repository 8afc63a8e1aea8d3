package io.durableemitter.spring.tests;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** One application for all tests that do not need one of their own. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
abstract class RunningShop {

  @DynamicPropertySource
  static void services(DynamicPropertyRegistry registry) {
    Services.properties().forEach((name, value) -> registry.add(name, () -> value));
  }
}
