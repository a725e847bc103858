package app;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A part of a service that needs native code: SQLite comes as a C library in the driver's JAR. */
public final class Orders {
    private Orders() {}

    /** Opens the orders, which are kept in memory. */
    public static Connection open() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite::memory:");
    }
}
