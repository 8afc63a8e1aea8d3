package com.example.orders.cdi;

/**
 * Where things are; of the service's configuration.
 *
 * @param jdbcUrl of PostgreSQL
 * @param user of PostgreSQL
 * @param ingress as host:port
 */
public record Settings(String jdbcUrl, String user, String ingress) {}
