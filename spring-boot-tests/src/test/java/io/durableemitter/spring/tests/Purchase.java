package io.durableemitter.spring.tests;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** Something that JPA keeps. */
@Entity
class Purchase {

  @Id private String id;

  protected Purchase() {}

  Purchase(String id) {
    this.id = id;
  }

  String id() {
    return id;
  }
}
