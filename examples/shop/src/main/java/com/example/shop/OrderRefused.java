package com.example.shop;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/** The customer may not order for so much. Whatever was done for the order is rolled back. */
@ResponseStatus(HttpStatus.CONFLICT)
class OrderRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  OrderRefused(String reason) {
    super(reason);
  }
}
