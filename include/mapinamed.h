/*
 * mapinamed.h - the numbers of properties that Outlook names, within their property sets
 *
 * Use: a MAPINAMEID of kind MNID_ID with the set's GUID (mapiguid.h) and the number, given to
 * GetIDsFromNames. Source: MAPI reference, "MAPI Constants".
 */
#ifndef MAPINAMED_H
#define MAPINAMED_H

/* PSETID_Meeting */
#define dispidMeetingType 0x0026

/* Its values */
#define mtgNone       0x00000000
#define mtgRequest    0x00000001
#define mtgFullUpdate 0x00010000
#define mtgInfoUpdate 0x00020000
#define mtgOutofDate  0x00080000
#define mtgDelegated  0x00100000

/* PSETID_Address */
#define dispidFileUnder                 0x8005
#define dispidYomiFirstName             0x802C
#define dispidYomiLastName              0x802D
#define dispidYomiCompanyName           0x802E
#define dispidWorkAddressStreet         0x8045
#define dispidWorkAddressCity           0x8046
#define dispidWorkAddressState          0x8047
#define dispidWorkAddressPostalCode     0x8048
#define dispidWorkAddressCountry        0x8049
#define dispidWorkAddressPostOfficeBox  0x804A
#define dispidInstMsg                   0x8062
#define dispidEmailDisplayName          0x8080
#define dispidEmailAddrType             0x8082
#define dispidEmailEmailAddress         0x8083
#define dispidEmailOriginalDisplayName  0x8084
#define dispidEmail1OriginalEntryID     0x8085
#define dispidEmail2DisplayName         0x8090
#define dispidEmail2AddrType            0x8092
#define dispidEmail2EmailAddress        0x8093
#define dispidEmail2OriginalDisplayName 0x8094
#define dispidEmail2OriginalEntryID     0x8095
#define dispidEmail3DisplayName         0x80A0
#define dispidEmail3AddrType            0x80A2
#define dispidEmail3EmailAddress        0x80A3
#define dispidEmail3OriginalDisplayName 0x80A4
#define dispidEmail3OriginalEntryID     0x80A5

/* PSETID_Task */
#define dispidTaskStatus          0x8101
#define dispidTaskStartDate       0x8104
#define dispidTaskDueDate         0x8105
#define dispidTaskActualEffort    0x8110
#define dispidTaskEstimatedEffort 0x8111
#define dispidTaskFRecur          0x8126

/* PSETID_Appointment */
#define dispidBusyStatus            0x8205
#define dispidLocation              0x8208
#define dispidApptStartWhole        0x820D
#define dispidApptEndWhole          0x820E
#define dispidApptDuration          0x8213
#define dispidRecurring             0x8223
#define dispidTimeZoneStruct        0x8233
#define dispidAllAttendeesString    0x8238
#define dispidToAttendeesString     0x823B
#define dispidCCAttendeesString     0x823C
#define dispidConfCheck             0x8240
#define dispidApptCounterProposal   0x8257
#define dispidApptTZDefStartDisplay 0x825E
#define dispidApptTZDefEndDisplay   0x825F
#define dispidApptTZDefRecur        0x8260

/* PSETID_Common */
#define dispidReminderTime     0x8502
#define dispidReminderSet      0x8503
#define dispidFormStorage      0x850F
#define dispidPageDirStream    0x8513
#define dispidSmartNoAttach    0x8514
#define dispidCommonStart      0x8516
#define dispidCommonEnd        0x8517
#define dispidFormPropStream   0x851B
#define dispidRequest          0x8530
#define dispidCompanies        0x8539
#define dispidContacts         0x853A
#define dispidPropDefStream    0x8540
#define dispidScriptStream     0x8541
#define dispidCustomFlag       0x8542
#define dispidReminderNextTime 0x8560
#define dispidHeaderItem       0x8578
#define dispidUseTNEF          0x8582
#define dispidToDoTitle        0x85A4

/* PSETID_Log */
#define dispidLogType     0x8700
#define dispidLogStart    0x8706
#define dispidLogDuration 0x8707
#define dispidLogEnd      0x8708

/* Dispatch identifiers of events and methods of Outlook's object model, not named properties */
#define dispidFDirty            0xF024
#define dispidShowSenderPhoto   0xF0D0
#define dispidBeforePrint       0xFC8E
#define dispidEventReadComplete 0xFC8F

/* dispidCustomFlag */
#define INSP_PROPDEFINITION 0x02000000
#define INSP_ONEOFFFLAGS    0x0D000000

#endif
