package com.example.shop;

import java.util.UUID;

/** What a customer asks for. */
record Order(UUID id, long cents) {

  String toJson() {
    return "{\"order\":\"" + id + "\",\"cents\":" + cents + "}";
  }
}
