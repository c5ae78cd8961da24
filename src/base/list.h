/*
 * list.h - a ring of links embedded in their owners
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct list {
    struct list *next, *prev;
};
#define LIST_INIT(l)                                                                               \
    {                                                                                              \
        &(l), &(l)                                                                                 \
    }
static inline void list_init(struct list *l)
{
    l->next = l->prev = l;
}
static inline bool list_empty(const struct list *l)
{
    return l->next == l;
}
static inline void list_append(struct list *head, struct list *link)
{
    link->prev = head->prev;
    link->next = head;
    head->prev->next = link;
    head->prev = link;
}
/* Safe to repeat: the link becomes a ring of its own. */
static inline void list_remove(struct list *link)
{
    link->prev->next = link->next;
    link->next->prev = link->prev;
    list_init(link);
}
#define LIST_ENTRY(link, type, member) ((type *)((char *)(link)-offsetof(type, member)))
#define LIST_EACH(item, head, type, member)                                                        \
    for (type *item = LIST_ENTRY((head)->next, type, member); &item->member != (head);             \
         item = LIST_ENTRY(item->member.next, type, member))
/* The item may be removed (and freed) in the body. */
#define LIST_EACH_SAFE(item, head, type, member)                                                   \
    for (type *item = LIST_ENTRY((head)->next, type, member),                                      \
              *item##_next = LIST_ENTRY(item->member.next, type, member);                          \
         &item->member != (head);                                                                  \
         item = item##_next, item##_next = LIST_ENTRY(item->member.next, type, member))
