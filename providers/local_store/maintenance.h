/*
 * maintenance.h - IOMStoreMaintenance: a second face of the store's object
 */
#pragma once
#include "omlocal.h"
#include "store.h"

struct maintenance {
    IOMStoreMaintenance IOMStoreMaintenance_iface;
    void *owner;         /* the object that this is part of */
    struct store *store; /* borrowed from it */
};

/* Of one whose owner has ended. */
extern const IOMStoreMaintenanceVtbl maintenance_dead;

void maintenance_init(struct maintenance *maintenance, void *owner, struct store *store);
