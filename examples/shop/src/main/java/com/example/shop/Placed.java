package com.example.shop;

/** An order that was taken, by the ids of its events. */
record Placed(String orderEvent, String invoiceEvent) {}
